#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/dictionary.h"
#include "base/result.h"
#include "domain/interactions.h"
#include "domain/mapping.h"
#include "store/space.h"

namespace likely {

// The values that the words of a search stand for: (index into texts, code), the best first.
using SearchMatch = std::vector<std::pair<size_t, uint32_t>>;
using SearchMatcher = std::function<SearchMatch(std::string_view query)>;

// What the tables of a mapping version do not say of themselves.
struct InteractionSource {
  struct Column {
    std::string name;
    ColumnType type = ColumnType::kText;
    // Attributes of the item feed that hold the same, squashed (base/words.h), the best first.
    std::vector<std::string> feed_names;
  };
  int64_t version = 0;
  std::vector<Interactions::Rule> rules;
  std::vector<Column> columns;  // of the mapping, Product first
  // Makes the matcher of searches once all values are known; each match becomes a row.
  std::function<SearchMatcher(const std::vector<Interactions::TextColumn>&)> searches;
};

// How the numbers in the tables of one mapping version read in the codes of whoever asks: a
// training, whose codes are ranks of all values, or a model that knows some of them.
struct InteractionCodes {
  static constexpr size_t kNoColumn = static_cast<size_t>(-1);
  static constexpr uint8_t kNoRule = 255;
  static constexpr uint32_t kNoItem = 0xffffffff;

  struct Text {
    std::string name;
    size_t from = kNoColumn;        // the table's text column
    std::vector<uint32_t> code;     // the table's code → code, or kNoValue: not known
    std::vector<uint32_t> of_item;  // per item of the feed: code, or kNoValue
  };
  struct Number {
    std::string name;
    size_t from = kNoColumn;
    std::vector<float> of_item;  // NaN: none
  };
  std::vector<Interactions::Rule> rules;
  std::vector<uint8_t> rule;  // the table's rule → rule, or kNoRule: its rows are left out
  std::vector<Text> texts;    // Product first
  std::vector<Number> numbers;
  std::vector<uint32_t> item_of_code;   // per code of the table's Product: its item, or kNoItem
  std::vector<uint32_t> item_of_value;  // the same per code
  std::vector<SearchMatch> matches;     // per code of a search's words
};

// The codes of a training: ranks of the values by bytes, those of the item feed among them. Fills
// the columns of `out`: names, values, what the feed says of products.
Result<InteractionCodes> rank_codes(Space& space, DuckConnection& connection,
                                    const InteractionSource& source, int threads,
                                    Interactions& out);

// What a model knows: the rules and columns it was trained with.
struct KnownColumns {
  struct Text {
    std::string name;
    uint32_t values = 0;
    std::function<std::string_view(uint32_t code)> value;
    std::function<uint32_t(std::string_view value)> code;  // or kNoValue
  };
  std::vector<Interactions::Rule> rules;
  std::vector<Text> texts;  // Product first
  std::vector<std::string> numbers;
};

// The codes of a model, made once for a mapping version and the item feed of that time (a
// codes_version, store/facts.h), and extended when the tables have new values. Searches are matched
// to the model's values. One thread; what `known` refers to must outlive it.
class ModelCodes {
 public:
  static Result<ModelCodes> make(Space& space, InteractionSource source, KnownColumns known);
  // Takes up what was added to the tables since.
  Result<void> extend(DuckConnection& connection);

  int64_t version() const { return source_.version; }
  const InteractionCodes& codes() const { return codes_; }

 private:
  ModelCodes(InteractionSource source, KnownColumns known)
      : source_(std::move(source)), known_(std::move(known)) {}
  void map_rules();
  void map_columns();
  Result<void> take_feed(Sqlite& state);
  void make_matcher();
  Result<void> add_value(uint8_t column, uint32_t code, std::string_view value);

  InteractionSource source_;
  KnownColumns known_;
  InteractionCodes codes_;
  std::vector<size_t> text_of_;   // per text column of the tables: index, or kNoColumn
  std::vector<uint32_t> counts_;  // per text column of the tables: values taken up
  Dictionary items_;              // products of the feed
  // The model's values, where the matcher can keep looking at them.
  std::unique_ptr<std::vector<Interactions::TextColumn>> searched_;
  SearchMatcher matcher_;
};

}  // namespace likely
