#include "intake/receive_call.h"

#include <optional>
#include <utility>

#include "base/format.h"
#include "events/call_document.h"
#include "events/received.h"

namespace likely {

namespace {

// One a thread, because it keeps its memory from text to text.
CallDocument& document() {
  thread_local CallDocument of_thread;
  return of_thread;
}

std::optional<Refusal> check_batch(const JsonView& opened) {
  const auto batch = opened.get("batch");
  if (!batch || !batch->is_array()) {
    return Refusal{DiscardReason::kEmptyBatch, "a batch has its calls in an array \"batch\""};
  }
  const size_t calls = document().is_split() ? document().pieces().size() : count_elements(*batch);
  if (calls <= kMostBatchCalls) return {};
  return Refusal{DiscardReason::kEventTooLarge,
                 format("a batch holds at most {} calls; send several", kMostBatchCalls)};
}

// What makes a body unusable as a whole; what is wrong with one call is found when it is read.
std::optional<Refusal> check_shape(std::string_view body, std::string_view kind) {
  const auto opened = document().open(body);
  if (!opened) return Refusal{DiscardReason::kNotJson, "the body is no JSON"};
  if (!opened->is_object()) {
    return Refusal{DiscardReason::kNotObject, "the body is no JSON object"};
  }
  if (kind.empty()) return check_batch(*opened);
  if (body.size() <= kMostCallBytes) return {};
  return Refusal{
      DiscardReason::kEventTooLarge,
      format("a call has at most {} bytes; this one has {}", kMostCallBytes, body.size())};
}

}  // namespace

ReceivedCall receive_call(std::string body, std::string_view kind) {
  const auto refusal = check_shape(body, kind);
  Received received = refusal ? refused_whole(*refusal, body) : taken(kind, std::move(body));
  return {.call = {.body = std::move(received.body), .kind = std::move(received.kind)},
          .refusal = refusal ? refusal->detail : ""};
}

std::string write_key_in(std::string_view body) {
  const auto opened = document().open(body);
  if (!opened) return {};
  const auto key = opened->get("writeKey");
  return key && key->is_string() ? std::string(key->text()) : std::string();
}

}  // namespace likely
