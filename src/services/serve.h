#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/result.h"

namespace likely {

// How to serve; services/settings.cc says what each field means and what it is when nobody says.
struct ServeOptions {
  std::string listen;
  std::string tls_certificate, tls_key;  // PEM files; both or none
  bool insecure = false;
  std::string retrain;     // a schedule (domain/schedule.h), or "never"
  int retention_days = 0;  // 0: never
  std::vector<std::string> trusted_proxies;
  int write_rate = 0, read_rate = 0;  // requests a second of one key; 0: no limit
  int browser_rate = 0;               // the same of one key at one address, reading in pages
  int io_threads = 0, worker_threads = 0;
  int drain_s = 0;
  std::string log_level;
};

struct ServeService {
  // Serves until the process is told to stop. `ready` gets what to print: the address first.
  std::function<Result<void>(const ServeOptions&, const std::function<void(const std::string&)>&)>
      serve;
};

}  // namespace likely
