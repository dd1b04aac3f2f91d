#include <CLI/CLI.hpp>
#include <memory>

#include "cli/app.h"
#include "cli/context.h"
#include "services/services.h"

namespace likely::cli {

// Every setting once: a flag, the same name as a key of the configuration file (TOML), and an
// environment variable. A flag goes before the environment, that before the file.
void add_serve_command(CLI::App& app, Context& context, Services& services) {
  auto options = std::make_shared<ServeOptions>();
  auto& serve = add_command(
      app, context, "serve", "Serve the Tracking, Profile and Management APIs from the data folder",
      "likely serve\nlikely --data shop serve --listen 127.0.0.1:0\n"
      "LIKELY_LISTEN=127.0.0.1:9000 likely serve\nlikely serve --config likely.toml",
      [&context, &services, options]() -> Result<void> {
        return services.serve.serve(*options, [&](const std::string& line) {
          context.out(line + "\n");
          std::fflush(nullptr);
        });
      });
  serve.set_config("--config", "", "A TOML file with the settings below as keys: listen = \"…\"");
  const auto setting = [&serve](const std::string& name, auto& value, const std::string& what) {
    std::string variable = "LIKELY_" + name;
    for (char& c : variable) c = c == '-' ? '_' : static_cast<char>(std::toupper(c));
    return serve.add_option("--" + name, value, what)->envname(variable)->capture_default_str();
  };
  setting("listen", options->listen, "Address and port; port 0: any free one")
      ->type_name("ADDRESS:PORT");
  setting("tls-certificate", options->tls_certificate, "The certificate chain, a PEM file")
      ->type_name("FILE");
  setting("tls-key", options->tls_key, "Its private key, a PEM file that only its owner can read")
      ->type_name("FILE");
  serve
      .add_flag("--insecure", options->insecure,
                "Serve other machines without TLS (behind a proxy that has it)")
      ->envname("LIKELY_INSECURE");
  setting("retrain", options->retrain,
          "When models are trained anew: \"daily\", \"every 12h\", cron in UTC, or \"never\"")
      ->type_name("SCHEDULE");
  setting("retention-days", options->retention_days,
          "Days after which events go, looked at once a day; 0: never")
      ->check(CLI::Range(0, 36'500));
  setting("trusted-proxy", options->trusted_proxies,
          "Proxies whose X-Forwarded-For says who asks: addresses and networks, by commas")
      ->type_name("ADDRESS[/BITS]")
      ->delimiter(',');
  setting("write-rate", options->write_rate,
          "Requests a second that one write key may make; 0: as many as fit")
      ->check(CLI::Range(0, 10'000'000));
  setting("read-rate", options->read_rate,
          "Requests a second that one token may read profiles with; 0: as many as fit")
      ->check(CLI::Range(0, 10'000'000));
  setting(
      "browser-rate", options->browser_rate,
      "Requests a second that one address may make with one write key for what pages show their "
      "visitors; 0: as many as fit")
      ->check(CLI::Range(0, 1'000'000));
  setting("io-threads", options->io_threads, "Threads that talk to clients")
      ->check(CLI::Range(1, 256));
  setting("worker-threads", options->worker_threads, "Threads that answer slow requests")
      ->check(CLI::Range(1, 256));
  setting("drain-s", options->drain_s, "Seconds that a stop waits for requests at work")
      ->check(CLI::Range(0, 3600));
  setting("log-level", options->log_level, "error, warning, info or debug")
      ->check(CLI::IsMember({"error", "warning", "info", "debug"}));
}

}  // namespace likely::cli
