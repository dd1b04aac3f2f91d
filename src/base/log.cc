#include "base/log.h"

#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <chrono>
#include <mutex>

#include "base/format.h"
#include "base/json_view.h"
#include "base/utf8.h"

namespace likely {

namespace {

class LineSink : public spdlog::sinks::base_sink<std::mutex> {
 public:
  explicit LineSink(std::function<void(std::string_view)> take) : take_(std::move(take)) {}

 private:
  void sink_it_(const spdlog::details::log_msg& message) override {
    spdlog::memory_buf_t line;
    formatter_->format(message, line);
    take_({line.data(), line.size()});
  }
  void flush_() override {}
  std::function<void(std::string_view)> take_;
};

constexpr spdlog::level::level_enum kLevels[] = {spdlog::level::debug, spdlog::level::info,
                                                 spdlog::level::warn, spdlog::level::err};

constexpr size_t kMostTextBytes = 1'000;  // of one field; the rest is left out

void append_value(std::string& out, const LogValue& value) {
  if (const auto* text = std::get_if<std::string_view>(&value)) {
    append_json_string(out, is_valid_utf8(*text) ? utf8_prefix(*text, kMostTextBytes)
                                                 : std::string("(not UTF-8)"));
  } else if (const auto* integer = std::get_if<int64_t>(&value)) {
    out += format("{}", *integer);
  } else if (const auto* number = std::get_if<double>(&value)) {
    out += format("{:.3f}", *number);
  } else {
    out += std::get<bool>(value) ? "true" : "false";
  }
}

}  // namespace

struct Log::Inner {
  spdlog::logger logger;

  Inner(spdlog::sink_ptr sink, std::string_view end) : logger("likely", std::move(sink)) {
    logger.set_level(spdlog::level::debug);
    logger.flush_on(spdlog::level::warn);
    logger.set_formatter(std::make_unique<spdlog::pattern_formatter>(
        R"({"level":"%l","at":"%Y-%m-%dT%H:%M:%S.%eZ","event":%v})", spdlog::pattern_time_type::utc,
        std::string(end)));
  }
};

Log::Log(const Clock& clock, LogLevel least)
    : clock_(clock),
      least_(least),
      inner_(std::make_unique<Inner>(std::make_shared<spdlog::sinks::stderr_sink_mt>(), "\n")) {}

Log::Log(const Clock& clock, LogLevel least, std::function<void(std::string_view)> sink)
    : clock_(clock),
      least_(least),
      inner_(std::make_unique<Inner>(std::make_shared<LineSink>(std::move(sink)), "")) {}

Log::~Log() = default;

void Log::write(LogLevel level, std::string_view event, LogFields fields) {
  if (!wants(level)) return;
  std::string text;
  append_json_string(text, event);
  for (const auto& [name, value] : fields) {
    text += ',';
    append_json_string(text, name);
    text += ':';
    append_value(text, value);
  }
  const spdlog::log_clock::time_point at{std::chrono::microseconds(clock_.now())};
  inner_->logger.log(at, spdlog::source_loc{}, kLevels[static_cast<size_t>(level)], text);
}

void Log::debug(std::string_view event, LogFields fields) {
  write(LogLevel::kDebug, event, fields);
}
void Log::info(std::string_view event, LogFields fields) { write(LogLevel::kInfo, event, fields); }
void Log::warn(std::string_view event, LogFields fields) { write(LogLevel::kWarn, event, fields); }
void Log::error(std::string_view event, LogFields fields) {
  write(LogLevel::kError, event, fields);
}

}  // namespace likely
