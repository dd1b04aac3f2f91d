#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/result.h"

namespace likely {

// How to serve. Every field is a flag of `likely serve`, a key of its configuration file and an
// environment variable (cli/serve_command.cc has the one table).
struct ServeOptions {
  std::string listen = "127.0.0.1:8080";     // address:port; port 0: any free one
  std::string tls_certificate, tls_key;      // PEM files; both or none
  bool insecure = false;                     // serve other machines without TLS
  std::string retrain = "0 3 * * *";         // a schedule (domain/schedule.h), or "never"
  int retention_days = 0;                    // events older than that go; 0: never
  std::vector<std::string> trusted_proxies;  // whose X-Forwarded-For is believed
  int write_rate = 0, read_rate = 20'000;    // requests a second of one key; 0: no limit
  int browser_rate = 10;                     // the same of one key at one address, reading in pages
  int io_threads = 2, worker_threads = 2;
  int drain_s = 10;  // how long a stop waits for requests at work
  std::string log_level = "info";
};

struct ServeService {
  // Serves until the process is told to stop. `ready` gets what to print: the address first.
  std::function<Result<void>(const ServeOptions&, const std::function<void(const std::string&)>&)>
      serve;
};

}  // namespace likely
