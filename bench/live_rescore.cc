// What re-scoring people after an event costs: reading their rows, rebuilding, scoring.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "pipeline/interactions.h"
#include "pipeline/loaded_model.h"
#include "store/interaction_loader.h"

using namespace likely;

namespace {

double now_ms() {
  return std::chrono::duration<double, std::milli>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

template <typename Work>
double median_ms(int times, const Work& work) {
  std::vector<double> taken;
  for (int k = 0; k < times; ++k) {
    const double start = now_ms();
    work();
    taken.push_back(now_ms() - start);
  }
  std::sort(taken.begin(), taken.end());
  return taken[taken.size() / 2];
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "live_rescore DATA-FOLDER [THREADS]: a trained folder, only read\n");
    return 2;
  }
  const int threads = argc > 2 ? std::atoi(argv[2]) : 2;
  auto loaded = LoadedModel::open({.folder = argv[1], .threads = threads}, {}, Access::kRead);
  if (!loaded) {
    std::fprintf(stderr, "%s\n", loaded.error().message.c_str());
    return 1;
  }
  const Model& model = *loaded->model;
  double start = now_ms();
  auto codes = model_codes(*loaded->space, model);
  if (!codes) {
    std::fprintf(stderr, "%s\n", codes.error().message.c_str());
    return 1;
  }
  std::printf("%zu profiles, %zu columns; codes made in %.1f ms\n", model.profiles().size(),
              model.columns().size(), now_ms() - start);
  for (const size_t size : {size_t{1}, size_t{10}, size_t{100}, size_t{1000}}) {
    std::vector<ProfileNumber> people;
    for (size_t i = 0; i < size; ++i) {
      people.push_back(model.profiles()[(i * 7919 + size) % model.profiles().size()]);
    }
    Interactions rows;
    std::unique_ptr<Model> moved;
    const double read =
        median_ms(9, [&] { rows = *load_in_codes(*loaded->space, *codes, people, threads); });
    RowCache cache;
    const double again = median_ms(
        9, [&] { rows = *load_in_codes(*loaded->space, *codes, people, cache, threads); });
    const double rebuild =
        median_ms(9, [&] { moved = model.with_histories(rows, model.now() + kDayUs, 1); });
    const double lists = median_ms(3, [&] {
      for (const auto& column : moved->columns()) {
        for (uint32_t i = 0; i < moved->profiles().size(); ++i) column->best_values(i, 10, {});
      }
    });
    const double audiences = median_ms(3, [&] {
      std::vector<float> p(moved->profiles().size());
      for (const auto& column : moved->columns()) {
        column->score_target(column->find(column->value(0)), 1, p);
      }
    });
    const double each = (rebuild + lists + audiences) / static_cast<double>(size);
    std::printf(
        "%5zu people, %7zu rows: read %7.2f ms, from memory %6.2f ms, rebuild %7.2f ms, a list a "
        "column %8.2f ms, "
        "an audience a column %6.2f ms; work a person %.3f ms\n",
        size, rows.size(), read, again, rebuild, lists, audiences, each);
  }
  return 0;
}
