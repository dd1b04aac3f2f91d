#include "models/model_data.h"

#include <cstring>

#include "base/hash.h"

namespace likely {

namespace {

constexpr char kMagic[8] = {'L', 'I', 'K', 'E', 'L', 'Y', 'M', '\n'};
constexpr uint64_t kFormatVersion = 2;

struct Header {
  char magic[8];
  uint64_t version;
  uint64_t length;    // of what follows the header
  uint64_t checksum;  // of what follows the header
};

// Writes fields one after another, each padded to 8 bytes.
class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {}

  template <typename T>
  requires std::is_trivially_copyable_v<T>
  void operator()(T& value) { raw(&value, sizeof(value)); }
  template <typename T>
  void operator()(Array<T>& array) {
    elements(array.data(), array.size(), sizeof(T));
  }
  void operator()(std::string& text) { elements(text.data(), text.size(), 1); }
  template <typename T>
  requires std::is_trivially_copyable_v<T>
  void operator()(std::vector<T>& values) { elements(values.data(), values.size(), sizeof(T)); }
  // A list of compound things: their number, then each by `fields`.
  template <typename T, typename Fields>
  void list(std::vector<T>& items, const Fields& fields) {
    uint64_t count = items.size();
    (*this)(count);
    for (T& item : items) fields(*this, item);
  }

 private:
  void raw(const void* bytes, size_t size) {
    if (size > 0) out_.append(static_cast<const char*>(bytes), size);
    out_.append((8 - size % 8) % 8, '\0');
  }
  void elements(const void* bytes, uint64_t count, size_t size) {
    raw(&count, sizeof(count));
    raw(bytes, count * size);
  }
  std::string& out_;
};

// Reads them back; after the first impossible length everything is empty and ok() is false.
class Reader {
 public:
  explicit Reader(std::string_view in) : in_(in) {}
  bool ok() const { return ok_; }

  template <typename T>
  requires std::is_trivially_copyable_v<T>
  void operator()(T& value) {
    const char* bytes = take(sizeof(T));
    if (bytes != nullptr) std::memcpy(static_cast<void*>(&value), bytes, sizeof(T));
  }
  template <typename T>
  void operator()(Array<T>& array) {
    array = Array<T>::view(elements<T>());
  }
  void operator()(std::string& text) {
    const auto chars = elements<char>();
    text.assign(chars.begin(), chars.end());
  }
  template <typename T>
  requires std::is_trivially_copyable_v<T>
  void operator()(std::vector<T>& values) {
    const auto all = elements<T>();
    values.assign(all.begin(), all.end());
  }
  template <typename T, typename Fields>
  void list(std::vector<T>& items, const Fields& fields) {
    uint64_t count = 0;
    (*this)(count);
    if (count > in_.size()) ok_ = false;
    for (uint64_t k = 0; ok_ && k < count; ++k) fields(*this, items.emplace_back());
  }

 private:
  const char* take(uint64_t size) {
    const uint64_t padded = size + (8 - size % 8) % 8;
    if (!ok_ || size > in_.size() || padded > in_.size()) {
      ok_ = false;
      return nullptr;
    }
    const char* bytes = in_.data();
    in_.remove_prefix(padded);
    return bytes;
  }
  template <typename T>
  std::span<const T> elements() {
    uint64_t count = 0;
    (*this)(count);
    if (count > in_.size()) ok_ = false;
    const char* bytes = ok_ ? take(count * sizeof(T)) : nullptr;
    return bytes == nullptr ? std::span<const T>{}
                            : std::span(reinterpret_cast<const T*>(bytes), count);
  }

  std::string_view in_;
  bool ok_ = true;
};

void csr_fields(auto& io, Csr& matrix) {
  io(matrix.begin);
  io(matrix.index);
  io(matrix.weight);
}

void state_fields(auto& io, ColumnState& column) {
  io(column.histories.begin);
  io(column.histories.cells);
  io(column.inputs);
  csr_fields(io, column.neighbours.ridge.by_target);
  csr_fields(io, column.neighbours.ridge.by_source);
  csr_fields(io, column.neighbours.cosine.by_target);
  csr_fields(io, column.neighbours.cosine.by_source);
  io(column.values);
  io(column.profiles);
  io.list(column.parents, [](auto& to, ColumnState::Parent& parent) {
    to(parent.column);
    to(parent.of_value);
  });
}

void column_fields(auto& io, ColumnData& column) {
  io(column.name);
  io(column.numeric);
  io(column.bounds);
  io(column.text);
  io(column.text_begin);
  io.list(column.borders, [](auto& to, Borders& borders) { to(borders.border); });
  io(column.trees.base);
  io(column.trees.trees);
  io(column.calibration.raw);
  io(column.calibration.calibrated);
  io(column.shifts);
  Quality& q = column.quality;
  io(q.values);
  io(q.positives);
  for (double* figure : {&q.auc, &q.average_precision, &q.recall_top5, &q.recall_top20,
                         &q.rule_recall_top5, &q.rule_recall_top20, &q.expected_over_actual,
                         &q.expected_over_actual_top5, &q.expected_over_actual_top20}) {
    io(*figure);
  }
  io(q.low_data);
  io(column.spread);
  io(column.last_by_rule);
}

void model_fields(auto& io, ModelData& data) {
  io(data.horizon_days);
  io(data.window_share);
  io.list(data.rules, [](auto& to, Interactions::Rule& rule) {
    to(rule.event);
    to(rule.goal);
    to(rule.removes);
    to(rule.query);
  });
  io.list(data.notes, [](auto& to, std::string& note) { to(note); });
  io(data.profiles);
  io(data.state.cut);
  io(data.state.eligible);
  io(data.state.activity);
  io.list(data.state.columns, [](auto& to, ColumnState& column) { state_fields(to, column); });
  io.list(data.columns, [](auto& to, ColumnData& column) { column_fields(to, column); });
}

}  // namespace

std::string write_model(ModelData& data) {
  std::string bytes(sizeof(Header), '\0');
  Writer writer(bytes);
  model_fields(writer, data);
  const std::string_view content = std::string_view(bytes).substr(sizeof(Header));
  Header header{{}, kFormatVersion, content.size(), hash64(content)};
  std::memcpy(header.magic, kMagic, sizeof(kMagic));
  std::memcpy(bytes.data(), &header, sizeof(header));
  return bytes;
}

Result<ModelData> read_model(std::string_view bytes) {
  Header header;
  if (bytes.size() < sizeof(header)) {
    return fail(ErrorCode::kUnusable, "the model file is cut short; run `likely train` again");
  }
  std::memcpy(&header, bytes.data(), sizeof(header));
  const std::string_view content = bytes.substr(sizeof(header));
  if (std::memcmp(header.magic, kMagic, sizeof(kMagic)) != 0) {
    return fail(ErrorCode::kUnusable, "this is no model file; run `likely train` again");
  }
  if (header.version != kFormatVersion) {
    return fail(ErrorCode::kUnusable, "the model file has format " +
                                          std::to_string(header.version) + ", this program reads " +
                                          std::to_string(kFormatVersion) +
                                          "; run `likely train` again");
  }
  if (header.length != content.size() || header.checksum != hash64(content)) {
    return fail(
        ErrorCode::kUnusable,
        "the model file is damaged (its checksum does not match); run `likely train` again");
  }
  ModelData data;
  Reader reader(content);
  model_fields(reader, data);
  if (!reader.ok() || data.columns.size() != data.state.columns.size()) {
    return fail(ErrorCode::kUnusable, "the model file is damaged; run `likely train` again");
  }
  return data;
}

}  // namespace likely
