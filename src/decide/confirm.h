#pragma once
// confirm: a field of a reading that follows our own write: as intended, not applied, or altered. Private to decide/.

#include "decide/frame.h"

namespace syncline {

/// What the effect that is being confirmed intended for a field; null when it did not write it.
const FieldChange* intended(const Frame&, const std::string& field);

/// The acknowledged write shows nowhere yet and a slow replica may be why: nothing is taken over, the versions are
/// remembered as written, and the record is read again then.
std::optional<Instant> not_visible_until(Frame&, const SlotRule&, Member&);

/// What was acknowledged earlier shows in no reading so far: this one is not the last, though others equal it.
void await_visible(Frame&, Instant visible_by);

/// Did the write happen, as far as the answer and the other fields tell?
bool has_happened(const Frame&, const SlotRule&, const Member&);

/// True when the field is dealt with: it shows what was written, or the write did not happen, or was altered.
/// `before` is what the member showed until now; its base follows already.
bool confirm_field(Frame&, const FieldRule&, const Place&, const FieldChange&, const FieldValue& before, bool happened);
/// A field that was acknowledged earlier and is looked at again. True when dealt with.
bool confirm_late(Frame&, const FieldRule&, const Place&, const FieldValue& before);
/// A write to what cannot be read, or is not shown: the answer is all there is.
void confirm_unread(Frame&, const std::string& field, MemberField&, const BindingField&, const FieldChange&);
/// What a write-only member keeps as its base: the hash of what was sent. Null for nothing.
Value sent_mark(const FieldValue&);

}  // namespace syncline
