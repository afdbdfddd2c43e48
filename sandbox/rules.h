#pragma once
// Rules: the wholesaler's project. Which records are one customer, who masters which field, who is created where.

#include <memory>

#include "engine/setup.h"
#include "sandbox/model_system.h"

namespace syncline::sandbox {

constexpr Duration poll_period = seconds(1);

std::shared_ptr<const EntityPolicy> customer_policy();

/// The whole setup of the engine for these two systems.
EngineSetup wholesaler_setup(ModelSystem& crm, ModelSystem& erp);

}  // namespace syncline::sandbox
