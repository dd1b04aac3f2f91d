#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_view.h"
#include "base/result.h"

namespace likely {

// Where a property stands in an event: names joined by points, `$` for each element of an array.
//
//   properties.product_id            properties.products.$.product_id
//   properties."unit.price"          a name that holds a point or a quote stands in double quotes
//
// The first name is properties, context or traits. Immutable.
class Path {
 public:
  static Result<Path> parse(std::string_view text);

  // The names between the `$`: segments()[0] leads from the event to the first array (or to the
  // property itself), each further one from an element on. The last may be empty: the element.
  const std::vector<std::vector<std::string>>& segments() const { return segments_; }
  // The number of arrays it goes through.
  size_t depth() const { return segments_.size() - 1; }
  // Its last name: "brand"; empty when it ends in `$`.
  std::string_view leaf() const;
  // Whether all arrays of this path are the first arrays of `other`.
  bool arrays_begin(const Path& other) const;

 private:
  std::vector<std::vector<std::string>> segments_;
};

// The property that `names` lead to, from `from`; a number picks that element of an array.
std::optional<JsonView> walk(JsonView from, std::span<const std::string> names);

// Joins names as Path::parse reads them, quoting where needed; "$" stays `$`.
std::string join_path(std::span<const std::string> names);

}  // namespace likely
