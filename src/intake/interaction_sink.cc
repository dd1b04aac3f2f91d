#include "intake/interaction_sink.h"

#include <utility>

#include "catalog/derive.h"
#include "catalog/mapping_file.h"
#include "store/interaction_store.h"
#include "store/mapping_store.h"

namespace likely {

namespace {

class InteractionSink : public EventSink {
 public:
  InteractionSink(Deriver deriver, InteractionWriter writer, int threads)
      : deriver_(std::move(deriver)), writer_(std::move(writer)), threads_(threads) {}

  int threads() const override { return threads_; }
  Store work_out(std::span<const StoredEvent> events) override {
    return [this, batches = deriver_.derive(events, threads_)]() -> Result<void> {
      for (const DerivedBatch& batch : batches) TRY(writer_.append(batch));
      return {};
    };
  }
  Result<void> flush() override { return writer_.flush(); }

 private:
  Deriver deriver_;
  InteractionWriter writer_;
  int threads_;
};

Result<std::unique_ptr<EventSink>> make_sink(Space& space, int threads) {
  ASSIGN(const auto serving, current_mapping(space.state()));
  if (!serving) return nullptr;
  ASSIGN(const Mapping mapping, read_mapping(serving->toml, "the stored catalog"));
  ASSIGN(Deriver deriver, Deriver::create(mapping));
  ASSIGN(Warehouse * warehouse, space.warehouse());
  ASSIGN(auto writer, InteractionWriter::open(warehouse->connection(), serving->version,
                                              InteractionLayout::of(mapping)));
  return std::make_unique<InteractionSink>(std::move(deriver), std::move(writer), threads);
}

}  // namespace

SinkFactory interaction_sinks(int threads) {
  return [threads](Space& space) { return make_sink(space, threads); };
}

}  // namespace likely
