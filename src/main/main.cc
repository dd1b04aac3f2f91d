#include "cli/app.h"
#include "main/wiring.h"

int main(int argc, char** argv) {
  likely::cli::Context context;
  likely::cli::Services services = likely::wire(context);
  return likely::cli::run(argc, argv, context, services);
}
