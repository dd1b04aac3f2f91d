#include "events/call_reader.h"

#include <optional>
#include <utility>

#include "base/format.h"
#include "base/utf8.h"
#include "events/call.h"

namespace likely {

namespace {

void add(const Call& call, const CallText& text, const CallReaderOptions& options, uint64_t line,
         Reading& out) {
  auto read = read_call(call, text, options);
  if (read) {
    read->line = line;
    out.events.push_back(std::move(*read));
  } else {
    out.discards.push_back(
        refuse(read.error().reason, std::move(read.error().detail), text.get(), line));
  }
}

std::optional<Refusal> check_batch(const JsonView& batch, size_t bytes) {
  if (!batch.is_array()) return Refusal{DiscardReason::kEmptyBatch, "batch is no array"};
  size_t count = 0;
  batch.each_element([&](JsonView) {
    ++count;
    return true;
  });
  if (count == 0) return Refusal{DiscardReason::kEmptyBatch, "a batch without calls"};
  if (count > kMaxBatchEvents) {
    return Refusal{DiscardReason::kEventTooLarge,
                   format("a batch of {} calls; {} are allowed", count, kMaxBatchEvents)};
  }
  if (bytes > kMaxBatchBytes) {
    return Refusal{DiscardReason::kEventTooLarge,
                   format("a batch of {} bytes; {} are allowed", bytes, kMaxBatchBytes)};
  }
  return std::nullopt;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpaces = " \t\r\n";
  const size_t first = text.find_first_not_of(kSpaces);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpaces) - first + 1);
}

}  // namespace

void CallReader::read(std::string_view line_text, uint64_t line, Reading& out) {
  const std::string_view text = trimmed(line_text);
  if (text.empty()) return;
  const auto refuse_line = [&](DiscardReason reason, std::string detail) {
    out.discards.push_back(refuse(reason, std::move(detail), text, line));
  };
  if (text.size() > kMaxBatchBytes) {
    return refuse_line(DiscardReason::kEventTooLarge,
                       format("{} bytes; an event may have {}, a batch {}", text.size(),
                              kMaxEventBytes, kMaxBatchBytes));
  }
  const auto parsed = parser_.parse(text);
  if (!parsed) {
    const auto reason = is_valid_utf8(text) ? DiscardReason::kNotJson : DiscardReason::kInvalidUtf8;
    return refuse_line(reason, parsed.error().message);
  }
  if (!parsed->is_object()) return refuse_line(DiscardReason::kNotObject, "not a JSON object");
  BatchDefaults defaults;
  const auto batch = member(*parsed, "batch");
  if (!batch || member(*parsed, "type")) {
    return add(Call(*parsed, defaults), CallText(text), options_, line, out);
  }
  if (const auto refusal = check_batch(*batch, text.size())) {
    return refuse_line(refusal->reason, refusal->detail);
  }
  defaults = {member(*parsed, "context"), member(*parsed, "integrations"),
              member(*parsed, "sentAt"), member(*parsed, "receivedAt")};
  batch->each_element([&](JsonView call) {
    add(Call(call, defaults), CallText(call, text.size()), options_, line, out);
    return true;
  });
}

}  // namespace likely
