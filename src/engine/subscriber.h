#pragma once
// Subscriber: keeps a system announcing its changes, where such announcements end by themselves.

#include "engine/context.h"

namespace syncline {

/// The task of one system that sends webhooks. Looks once an hour; what fails is attempted again sooner. Ends by
/// Stopped.
void keep_subscribed_forever(Context&, const std::string& system);

}  // namespace syncline
