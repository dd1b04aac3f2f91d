#include "store/schema.h"

namespace likely {

namespace {
#include "schema_scripts.inc"
}  // namespace

std::span<const Script> state_schema() { return k_state; }
std::span<const Script> warehouse_schema() { return k_warehouse; }

}  // namespace likely
