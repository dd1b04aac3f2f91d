#include "catalog/event_shape.h"

#include <algorithm>
#include <map>

#include "base/json_view.h"
#include "base/number.h"
#include "catalog/path.h"

namespace likely {

namespace {

constexpr size_t kDeepest = 6;         // names of a path
constexpr size_t kMostElements = 200;  // of one array

class Shaper {
 public:
  explicit Shaper(EventShape& shape) : shape_(shape) {}

  void look_at(JsonView body) {
    const auto properties = body.get("properties");
    if (!properties) return;
    ++event_;
    names_.assign(1, "properties");
    visit(*properties);
  }

 private:
  void visit(JsonView here) {
    if (here.is_null() || names_.size() > kDeepest) return;
    if (here.is_object()) {
      here.each_member([&](std::string_view name, JsonView value) {
        if (name.empty()) return true;
        names_.emplace_back(name);
        visit(value);
        names_.pop_back();
        return true;
      });
    } else if (here.is_array()) {
      if (names_.size() < 2 || names_.back() == "$") return;
      names_.emplace_back("$");
      size_t elements = 0;
      here.each_element([&](JsonView element) {
        visit(element);
        return ++elements < kMostElements;
      });
      names_.pop_back();
    } else if (names_.size() > 1) {
      add(here);
    }
  }

  void add(JsonView value) {
    const auto cell = value.to_cell();
    if (!cell || cell->empty()) return;
    const auto known = places_.find(names_);
    size_t place = known == places_.end() ? shape_.paths.size() : known->second;
    if (known == places_.end()) {
      if (place == EventShape::kMostPaths) return;
      places_.emplace(names_, place);
      shape_.paths.emplace_back().names = names_;
      last_event_.push_back(0);
    }
    PathShape& path = shape_.paths[place];
    path.events += last_event_[place] != event_;
    last_event_[place] = event_;
    ++path.cells;
    path.letters += cell->size();
    if (const auto number = number_of(value)) {
      ++path.numbers;
      path.negative += *number < 0;
    }
    const uint32_t code = path.values.add(*cell);
    path.uses.resize(path.values.size());
    ++path.uses[code];
  }

  EventShape& shape_;
  uint64_t event_ = 0;
  std::vector<std::string> names_;
  std::map<std::vector<std::string>, size_t> places_;
  std::vector<uint64_t> last_event_;  // per path: the event that was last seen to have it
};

}  // namespace

std::string PathShape::text() const { return join_path(names); }

std::string_view PathShape::leaf() const {
  return names.back() == "$" ? names[names.size() - 2] : names.back();
}

size_t PathShape::depth() const {
  return static_cast<size_t>(std::count(names.begin(), names.end(), "$"));
}

EventShape shape_of(const SampledEvents& events) {
  EventShape shape{.name = events.name, .count = events.count, .samples = events.samples.size()};
  Shaper shaper(shape);
  JsonParser parser;
  for (const auto& sample : events.samples) {
    if (const auto body = parser.parse(sample.body)) shaper.look_at(*body);
  }
  return shape;
}

}  // namespace likely
