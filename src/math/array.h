#pragma once

#include <cstddef>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

namespace likely {

// Numbers that are either owned (while training) or a view of a mapped file (while serving).
// Reading is the same for both; a view's bytes must outlive it.
template <typename T>
class Array {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  Array() = default;
  Array(std::vector<T> values) : own_(std::move(values)), view_(own_) {}
  static Array view(std::span<const T> values) {
    Array array;
    array.view_ = values;
    return array;
  }
  Array(Array&& other) noexcept { *this = std::move(other); }
  Array& operator=(Array&& other) noexcept {
    const bool owned = other.view_.data() == other.own_.data();
    own_ = std::move(other.own_);
    view_ = owned ? std::span<const T>(own_) : other.view_;
    other.view_ = {};
    return *this;
  }
  Array(const Array&) = delete;
  Array& operator=(const Array&) = delete;

  size_t size() const { return view_.size(); }
  const T& operator[](size_t i) const { return view_[i]; }
  const T* data() const { return view_.data(); }
  std::span<const T> all() const { return view_; }
  std::span<const T> slice(size_t from, size_t to) const { return view_.subspan(from, to - from); }

 private:
  std::vector<T> own_;
  std::span<const T> view_;
};

}  // namespace likely
