#pragma once

#include <array>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "base/json_view.h"
#include "events/call_reader.h"

namespace likely {

// Why something is no event.
struct Refusal {
  DiscardReason reason;
  std::string detail;
};

template <typename T>
using Checked = std::expected<T, Refusal>;

// A member that is there and not null.
std::optional<JsonView> member(const JsonView& object, std::string_view name);

// What a batch gives each of its calls that does not say it itself.
struct BatchDefaults {
  std::optional<JsonView> context, integrations, sent_at, received_at;
};

// The members of a call that mean something.
enum class Part : uint8_t {
  kType,
  kName,
  kEvent,
  kTraits,
  kUserId,
  kSentAt,
  kContext,
  kGroupId,
  kCategory,
  kMessageId,
  kTimestamp,
  kProperties,
  kPreviousId,
  kReceivedAt,
  kAnonymousId,
  kIntegrations,
  kOriginalTimestamp
};
std::string_view name_of(Part part);  // "type" …

// One call and what surrounds it. Its members are looked up once, together.
class Call {
 public:
  Call(JsonView json, const BatchDefaults& batch);

  bool is_object() const { return is_object_; }
  const BatchDefaults& batch() const { return batch_; }
  // A member that is there and not null.
  const std::optional<JsonView>& get(Part part) const { return parts_[static_cast<size_t>(part)]; }
  // A member of the call's context, else of the batch's.
  std::optional<JsonView> context(std::string_view name) const {
    const auto& own = get(Part::kContext);
    auto found = own ? member(*own, name) : std::nullopt;
    return found || !batch_.context ? found : member(*batch_.context, name);
  }

 private:
  static constexpr size_t kParts = static_cast<size_t>(Part::kOriginalTimestamp) + 1;
  const BatchDefaults& batch_;
  bool is_object_;
  std::array<std::optional<JsonView>, kParts> parts_;
};

// A call itself as JSON. One of a batch is written out only when somebody looks, which is seldom.
class CallText {
 public:
  explicit CallText(std::string_view text) : text_(text) {}
  // `at_most`: the bytes of the batch.
  CallText(JsonView call, size_t at_most) : call_(call), at_most_(at_most) {}
  CallText(const CallText&) = delete;
  CallText& operator=(const CallText&) = delete;

  std::string_view get() const {
    if (call_) {
      written_ = call_->to_json();
      text_ = written_;
      call_.reset();
    }
    return text_;
  }
  bool is_longer_than(size_t bytes) const {
    return (!call_ || at_most_ > bytes) && get().size() > bytes;
  }

 private:
  mutable std::optional<JsonView> call_;
  size_t at_most_ = 0;
  mutable std::string written_;
  mutable std::string_view text_;
};

// Of a call that was refused: its kind and name, as far as it says so.
void describe(const Call& call, const CallReaderOptions& options, Discard& discard);

// Makes a call an event, or says why not. Without a messageId its text is what the id is made of.
Checked<ReadEvent> read_call(const Call& call, const CallText& text,
                             const CallReaderOptions& options);

}  // namespace likely
