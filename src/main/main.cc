#include "base/clock.h"
#include "cli/app.h"
#include "cli/context.h"
#include "main/wiring.h"

int main(int argc, char** argv) {
  likely::cli::Context context;
  likely::Services services = likely::wire([&context] {
    return likely::Place{.folder = context.data,
                         .threads = context.thread_count(),
                         .wall_clock = likely::SystemClock().now()};
  });
  return likely::cli::run(argc, argv, context, services);
}
