#include "traits/condition.h"

#include <charconv>
#include <cmath>
#include <utility>

#include "base/format.h"

namespace likely {
namespace {

using Operator = Condition::Operator;

constexpr std::pair<std::string_view, Operator> kOperators[] = {
    {"!=", Operator::kNotEqual}, {"<=", Operator::kLessOrEqual}, {">=", Operator::kGreaterOrEqual},
    {"=", Operator::kEqual},     {"<", Operator::kLess},         {">", Operator::kGreater}};

std::optional<double> parse_number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return {};
  return value;
}

std::string_view trim(std::string_view text) {
  const size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

// Walks over the text once; `at_` is the next unread byte. What it takes is what the pattern of
// ConditionText in api/openapi.yaml says.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  Result<std::vector<Condition>> read() {
    std::vector<Condition> conditions;
    do {
      ASSIGN(Condition condition, one());
      conditions.push_back(std::move(condition));
    } while (skip_and());
    if (at_ != text_.size()) return wrong("something is left over after the condition");
    return conditions;
  }

 private:
  Result<Condition> one() {
    Condition condition;
    ASSIGN(condition.column, column());
    if (condition.column.empty()) return wrong("a column's name is missing");
    const auto op = operator_here();
    if (!op) return wrong("there is no operator (one of = != < <= > >=)");
    at_ += op->first.size();
    condition.op = op->second;
    ASSIGN(condition.value, value());
    condition.number = parse_number(condition.value);
    const bool equality = condition.op == Operator::kEqual || condition.op == Operator::kNotEqual;
    if (!equality && !condition.number) {
      return wrong(format("{} is not a number, which {} needs", condition.value, op->first));
    }
    return condition;
  }

  Result<std::string> column() {
    skip_spaces();
    if (quote_here()) return quoted();
    const size_t begin = at_;
    while (at_ < text_.size() && !operator_here()) ++at_;
    return std::string(trim(text_.substr(begin, at_ - begin)));
  }

  // In quotes, or words up to an AND.
  Result<std::string> value() {
    skip_spaces();
    if (quote_here()) return quoted();
    const size_t begin = at_;
    size_t end = at_;
    while (at_ < text_.size() && !and_here()) {
      while (at_ < text_.size() && !is_space(text_[at_])) ++at_;
      end = at_;
      skip_spaces();
    }
    if (end == begin) return wrong("a value is missing");
    return std::string(text_.substr(begin, end - begin));
  }

  bool quote_here() const {
    return at_ < text_.size() && (text_[at_] == '\'' || text_[at_] == '"');
  }

  Result<std::string> quoted() {
    const char quote = text_[at_++];
    std::string word;
    while (at_ < text_.size()) {
      if (text_[at_] == quote) {
        if (at_ + 1 >= text_.size() || text_[at_ + 1] != quote) {
          ++at_;
          skip_spaces();
          return word;
        }
        ++at_;
      }
      word.push_back(text_[at_++]);
    }
    return wrong("a quote is not closed");
  }

  std::optional<std::pair<std::string_view, Operator>> operator_here() const {
    for (const auto& known : kOperators) {
      if (text_.substr(at_).starts_with(known.first)) return known;
    }
    return {};
  }

  bool and_here() const {
    const std::string_view rest = text_.substr(at_);
    return (rest.starts_with("AND") || rest.starts_with("and")) &&
           (rest.size() == 3 || is_space(rest[3]));
  }

  bool skip_and() {
    if (!and_here()) return false;
    at_ += 3;
    return true;
  }

  static bool is_space(char c) { return c == ' ' || c == '\t'; }
  void skip_spaces() {
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
  }

  std::unexpected<Error> wrong(std::string_view what) const {
    return fail_field(ErrorCode::kUsage, "exclude_where",
                      format("`{}`: {}; write it like 'Price > 100' or \"Brand = 'Acme' AND "
                             "Price <= 20\"",
                             text_, what));
  }

  std::string_view text_;
  size_t at_ = 0;
};

bool compare(Operator op, double left, double right) {
  switch (op) {
    case Operator::kEqual:
      return left == right;
    case Operator::kNotEqual:
      return left != right;
    case Operator::kLess:
      return left < right;
    case Operator::kLessOrEqual:
      return left <= right;
    case Operator::kGreater:
      return left > right;
    case Operator::kGreaterOrEqual:
      return left >= right;
  }
  return false;
}

}  // namespace

Result<std::vector<Condition>> parse_conditions(std::string_view text) {
  return Reader(text).read();
}

bool holds(const Condition& condition, std::string_view text) {
  if (condition.op == Operator::kEqual) return text == condition.value;
  if (condition.op == Operator::kNotEqual) return text != condition.value;
  const auto number = parse_number(text);
  return number && compare(condition.op, *number, *condition.number);
}

bool holds(const Condition& condition, double number) {
  if (std::isnan(number)) return false;
  if (!condition.number) return condition.op == Operator::kNotEqual;
  return compare(condition.op, number, *condition.number);
}

}  // namespace likely
