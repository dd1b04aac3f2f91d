#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "store/profile_ids.h"
#include "store/table_writer.h"

namespace likely {

// Words for one batch of a table: cells are added in their order.
class WordCells {
 public:
  void add(std::string word) { words_.push_back(std::move(word)); }
  TextCells take() {
    TextCells cells;
    for (uint32_t i = 0; i < words_.size(); ++i) cells.codes.push_back(i);
    cells.words = std::make_shared<const std::vector<std::string>>(std::move(words_));
    words_.clear();
    return cells;
  }

 private:
  std::vector<std::string> words_;
};

// The four columns that name a profile in exports: profile_id, user_id, anonymous_id, email.
inline std::vector<TableColumn> name_columns() {
  return {{"profile_id"}, {"user_id"}, {"anonymous_id"}, {"email"}};
}

// Their cells for one batch.
class NameCells {
 public:
  void add(const ProfileNames& names) {
    profile_id_.add(names.profile_id);
    user_id_.add(names.user_id);
    anonymous_id_.add(names.anonymous_id);
    email_.add(names.email);
  }
  TableBatch take() {
    return {profile_id_.take(), user_id_.take(), anonymous_id_.take(), email_.take()};
  }

 private:
  WordCells profile_id_, user_id_, anonymous_id_, email_;
};

}  // namespace likely
