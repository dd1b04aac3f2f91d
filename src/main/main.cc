#include "base/clock.h"
#include "base/threads.h"
#include "cli/app.h"
#include "cli/context.h"
#include "cli/remote.h"
#include "main/serve.h"
#include "main/wiring.h"

int main(int argc, char** argv) {
  likely::keep_freed_memory();
  likely::cli::Context context;
  context.program = argv[0];
  const auto place = [&context] {
    return likely::Place{.folder = context.data,
                         .threads = context.thread_count(),
                         .wall_clock = likely::SystemClock().now()};
  };
  likely::Services services = likely::wire(place);
  services.serve.serve = [&](const likely::ServeOptions& options, const auto& say) {
    return likely::serve(place(), options, say);
  };
  context.forward = [&context](const std::vector<std::string>& words) {
    return likely::cli::run_remotely(context.data, words, context);
  };
  return likely::cli::run(argc, argv, context, services);
}
