#pragma once
// The bodies of Queue<T>; included by queue.h only.

#include <algorithm>

namespace syncline {

template <class T>
bool Queue<T>::push(T& item, Instant deadline) {
  std::unique_lock lock(mutex_);
  if (!wait(lock, pushers_, deadline, [this] { return closed_ || items_.size() < capacity_; }) || closed_) return false;
  items_.push_back(std::move(item));
  wake_one(poppers_);
  return true;
}

template <class T>
std::optional<T> Queue<T>::pop(Instant deadline) {
  std::unique_lock lock(mutex_);
  if (!wait(lock, poppers_, deadline, [this] { return closed_ || !items_.empty(); }) || items_.empty()) return {};
  std::optional<T> item(std::move(items_.front()));
  items_.pop_front();
  wake_one(pushers_);
  return item;
}

template <class T>
void Queue<T>::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  while (!pushers_.empty()) wake_one(pushers_);
  while (!poppers_.empty()) wake_one(poppers_);
}

template <class T>
bool Queue<T>::closed() const {
  const std::lock_guard lock(mutex_);
  return closed_;
}

template <class T>
std::size_t Queue<T>::size() const {
  const std::lock_guard lock(mutex_);
  return items_.size();
}

template <class T>
template <class Ready>
bool Queue<T>::wait(std::unique_lock<LeafMutex>& lock, Waiting& waiting, Instant deadline, Ready ready) {
  if (ready()) return true;
  const std::unique_ptr<Parker> parker = rt_.make_parker();
  for (;;) {
    waiting.push_back(parker.get());
    lock.unlock();
    bool woken = false;
    try {
      woken = parker->park(deadline);
    } catch (...) {
      lock.lock();
      leave(waiting, parker.get());
      throw;
    }
    lock.lock();
    leave(waiting, parker.get());
    if (ready()) return true;
    if (!woken) return false;
  }
}

// A waiter that was woken is no longer listed; one that timed out or was stopped still is.
template <class T>
void Queue<T>::leave(Waiting& waiting, const Parker* parker) {
  const auto place = std::find(waiting.begin(), waiting.end(), parker);
  if (place != waiting.end()) waiting.erase(place);
}

// Called with the lock held: the parker lives at least until its owner gets the lock again.
template <class T>
void Queue<T>::wake_one(Waiting& waiting) {
  if (waiting.empty()) return;
  waiting.front()->unpark();
  waiting.pop_front();
}

}  // namespace syncline
