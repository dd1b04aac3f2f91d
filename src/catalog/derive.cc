#include "catalog/derive.h"

#include <cmath>
#include <limits>

#include "base/format.h"
#include "base/number.h"
#include "base/threads.h"

namespace likely {

namespace {

constexpr size_t kBlock = 8192;  // events that share a dictionary while deriving
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// Null, "" and what is no scalar count as absent.
bool is_value(const std::optional<JsonView>& cell) {
  if (!cell) return false;
  switch (cell->type()) {
    case JsonView::Type::kObject:
    case JsonView::Type::kArray:
    case JsonView::Type::kNull:
      return false;
    case JsonView::Type::kString:
      return !cell->text().empty();
    default:
      return true;
  }
}

uint32_t add_cell(Dictionary& values, JsonView cell) {
  return cell.is_string() ? values.add(cell.text()) : values.add(cell.to_cell().value_or(""));
}

}  // namespace

// Deriving one block: the parser, what it fills, and where it stands in the current event.
class Deriver::Run {
 public:
  Run(const Deriver& deriver, DerivedBatch& out) : deriver_(deriver), out_(out) {}

  void take(const StoredEvent& event) {
    const auto rule = deriver_.rule_of_.find(event.name);
    if (rule == deriver_.rule_of_.end()) return;
    event_ = &event;
    index_ = rule->second;
    rule_ = &deriver_.rules_[index_];
    RuleCounts& counts = out_.counts[index_];
    ++counts.events;
    const uint64_t before = counts.rows;
    if (const auto body = parser_.parse(event.body)) {
      stack_.assign(1, *body);
      root_ = {};
      element_ = 0;
      rule_->query ? add_search() : expand();
    }
    counts.without_key += counts.rows == before;
  }

 private:
  // Visits the elements that the key's path leads to; stack_ holds the event and the element of
  // each array on the way.
  void expand() {
    const auto& segments = rule_->key->segments();
    const size_t depth = stack_.size() - 1;
    const auto found = walk(stack_.back(), segments[depth]);
    if (depth + 1 == segments.size()) {
      if (is_value(found)) add_interaction(*found);
      ++element_;
      return;
    }
    if (!found) return;
    const auto descend = [&](JsonView element) {
      stack_.push_back(element);
      expand();
      stack_.pop_back();
      return true;
    };
    if (found->is_array()) {
      found->each_element(descend);
    } else if (found->is_object()) {
      descend(*found);
    }
  }

  // The element's own property, else that of what holds it, else the event's.
  std::optional<JsonView> look_up(const Path& path) {
    const auto& last = path.segments().back();
    const std::span<const std::string> names(last);
    const bool below_root = path.depth() == 0;
    const auto rest = below_root ? names.subspan(1) : names;
    const std::string& root = path.segments()[0][0];
    const bool shared = !below_root || (rule_->key && root == rule_->key->segments()[0][0]);
    const size_t from = below_root ? stack_.size() - 1 : path.depth();
    for (size_t depth = from; shared && depth > 0; --depth) {
      const auto found = walk(stack_[depth], rest);
      if (is_value(found)) return found;
    }
    if (rest.empty()) return std::nullopt;
    if (root_ != root) {  // nearly all paths have one
      root_ = root;
      top_ = stack_[0].get(root);
    }
    if (!top_) return std::nullopt;
    auto found = walk(*top_, rest);
    return is_value(found) ? found : std::nullopt;
  }

  void add_row(float quantity, bool removes) {
    out_.profile.push_back(event_->profile);
    out_.at.push_back(event_->at);
    out_.id.push_back(event_->id);
    out_.element.push_back(element_);
    out_.rule.push_back(static_cast<uint8_t>(index_));
    out_.effect.push_back(removes ? -1 : 1);
    out_.quantity.push_back(quantity);
    for (auto& text : out_.texts) text.code.push_back(kNoValue);
    for (auto& number : out_.numbers) number.push_back(kNaN);
    out_.query.code.push_back(kNoValue);
    ++out_.counts[index_].rows;
    out_.counts[index_].removes += removes;
  }

  void add_interaction(JsonView key) {
    double quantity = 1;
    if (rule_->quantity) {
      const auto cell = look_up(*rule_->quantity);
      if (cell) quantity = number_of(*cell).value_or(1);
    }
    add_row(static_cast<float>(std::min(std::abs(quantity), 1e30)), rule_->removes || quantity < 0);
    out_.texts[0].code.back() = add_cell(out_.texts[0].values, key);
    ++out_.counts[index_].filled[0];
    for (const Cell& cell : rule_->cells) {
      if (const auto found = look_up(cell.path)) fill(cell, *found);
    }
  }

  void fill(const Cell& cell, JsonView found) {
    RuleCounts& counts = out_.counts[index_];
    if (!cell.number) {
      auto& text = out_.texts[cell.slot];
      text.code.back() = add_cell(text.values, found);
      ++counts.filled[cell.column];
    } else if (const auto number = number_of(found)) {
      out_.numbers[cell.slot].back() = *number;
      ++counts.filled[cell.column];
    } else {
      ++counts.unusable[cell.column];
    }
  }

  void add_search() {
    const auto words = look_up(*rule_->query);
    if (!words) return;
    add_row(1, rule_->removes);
    out_.query.code.back() = add_cell(out_.query.values, *words);
  }

  const Deriver& deriver_;
  DerivedBatch& out_;
  JsonParser parser_;
  const StoredEvent* event_ = nullptr;
  const Rule* rule_ = nullptr;
  size_t index_ = 0;
  uint32_t element_ = 0;
  std::vector<JsonView> stack_;
  std::string_view root_;  // of the path that was looked up last, and what stands there
  std::optional<JsonView> top_;
};

Result<Deriver::Rule> Deriver::compile(const InteractionRule& rule, const Mapping& mapping,
                                       std::span<const size_t> slots) {
  Rule out{.removes = rule.effect == Effect::kRemoves};
  if (!rule.query.empty()) {
    ASSIGN(out.query, Path::parse(rule.query));
    if (out.query->depth() > 0) {
      return fail(
          ErrorCode::kUsage,
          format("path `{}`: the words of a search are one text, not an array", rule.query));
    }
    return out;
  }
  ASSIGN(out.key, Path::parse(rule.key));
  const auto read = [&](const std::string& text) -> Result<Path> {
    ASSIGN(Path path, Path::parse(text));
    if (path.arrays_begin(*out.key)) return path;
    return fail(ErrorCode::kUsage,
                format("path `{}`: goes through another array than the key `{}`; name a property "
                       "of the same elements, or of the event",
                       text, rule.key));
  };
  if (!rule.quantity.empty()) {
    ASSIGN(out.quantity, read(rule.quantity));
  }
  for (const ColumnPath& column : rule.columns) {
    ASSIGN(Path path, read(column.path));
    size_t index = 0;
    while (mapping.columns[index].name != column.column) ++index;
    out.cells.push_back(
        {std::move(path), index, slots[index], mapping.columns[index].type == ColumnType::kNumber});
  }
  return out;
}

Result<Deriver> Deriver::create(const Mapping& mapping) {
  Deriver deriver;
  deriver.columns_ = mapping.columns.size();
  std::vector<size_t> slots;
  for (const ColumnDefinition& column : mapping.columns) {
    slots.push_back(column.type == ColumnType::kNumber ? deriver.numbers_++ : deriver.texts_++);
  }
  for (const InteractionRule& rule : mapping.rules) {
    auto compiled = compile(rule, mapping, slots);
    if (!compiled) {
      return fail(compiled.error().code,
                  format("interaction \"{}\": {}", rule.event, compiled.error().message));
    }
    deriver.rule_of_.emplace(rule.event, deriver.rules_.size());
    deriver.rules_.push_back(std::move(*compiled));
  }
  return deriver;
}

DerivedBatch Deriver::empty_batch() const {
  DerivedBatch batch;
  batch.texts.resize(texts_);
  batch.numbers.resize(numbers_);
  batch.counts = no_counts();
  return batch;
}

std::vector<RuleCounts> Deriver::no_counts() const {
  RuleCounts counts;
  counts.filled.resize(columns_);
  counts.unusable.resize(columns_);
  return std::vector<RuleCounts>(rules_.size(), counts);
}

DerivedBatch Deriver::derive_block(std::span<const StoredEvent> events) const {
  DerivedBatch batch = empty_batch();
  Run run(*this, batch);
  for (const StoredEvent& event : events) run.take(event);
  return batch;
}

std::vector<DerivedBatch> Deriver::derive(std::span<const StoredEvent> events, int threads) const {
  std::vector<DerivedBatch> batches((events.size() + kBlock - 1) / kBlock);
  parallel_for(threads, events.size(), kBlock, [&](size_t begin, size_t end, int) {
    batches[begin / kBlock] = derive_block(events.subspan(begin, end - begin));
  });
  return batches;
}

std::vector<std::string> Deriver::event_names() const {
  std::vector<std::string> names;
  for (const auto& [name, rule] : rule_of_) names.push_back(name);
  return names;
}

}  // namespace likely
