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
    Discard& discard = out.discards.emplace_back(
        refuse(read.error().reason, std::move(read.error().detail), text.get(), line));
    describe(call, options, discard);
  }
}

std::optional<Refusal> check_batch(const JsonView& batch, size_t count, size_t bytes) {
  if (!batch.is_array()) return Refusal{DiscardReason::kEmptyBatch, "batch is no array"};
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

Discard refuse_unread(std::string_view text, const Error& error, uint64_t line) {
  const auto reason = is_valid_utf8(text) ? DiscardReason::kNotJson : DiscardReason::kInvalidUtf8;
  return refuse(reason, error.message, text, line);
}

}  // namespace

bool CallReader::is_batch(const JsonView& opened) const {
  const auto batch = member(opened, "batch");
  const bool is_batch_path = !options_.history && options_.type.empty();
  return batch && ((is_batch_path && batch->is_array()) || !member(opened, "type"));
}

void CallReader::read(std::string_view line_text, uint64_t line, Reading& out) {
  const std::string_view text = trimmed(line_text);
  if (text.empty()) return;
  if (text.size() > kMaxBatchBytes) {
    out.discards.push_back(refuse(DiscardReason::kEventTooLarge,
                                  format("{} bytes; an event may have {}, a batch {}", text.size(),
                                         kMaxEventBytes, kMaxBatchBytes),
                                  text, line));
    return;
  }
  const auto opened = document_.open(text);
  if (!opened) {
    out.discards.push_back(refuse_unread(text, opened.error(), line));
  } else if (!opened->is_object()) {
    out.discards.push_back(refuse(DiscardReason::kNotObject, "not a JSON object", text, line));
  } else if (is_batch(*opened)) {
    read_batch(*opened, text, line, out);
  } else {
    const BatchDefaults none;
    add(Call(*opened, none), CallText(text), options_, line, out);
  }
}

void CallReader::read_batch(const JsonView& opened, std::string_view text, uint64_t line,
                            Reading& out) {
  const JsonView batch = *member(opened, "batch");
  const bool is_split = document_.is_split();
  const size_t count = is_split ? document_.pieces().size() : count_elements(batch);
  if (auto refusal = check_batch(batch, count, text.size())) {
    out.discards.push_back(refuse(refusal->reason, std::move(refusal->detail), text, line));
    return;
  }
  const BatchDefaults defaults = {member(opened, "context"), member(opened, "integrations"),
                                  member(opened, "sentAt"), member(opened, "receivedAt")};
  if (!is_split) {
    batch.each_element([&](JsonView call) {
      add(Call(call, defaults), CallText(call, text.size()), options_, line, out);
      return true;
    });
    return;
  }
  for (const std::string_view piece : document_.pieces()) {
    if (const auto call = document_.open_piece(piece)) {
      add(Call(*call, defaults), CallText(piece), options_, line, out);
    } else {
      out.discards.push_back(refuse_unread(piece, call.error(), line));
    }
  }
}

}  // namespace likely
