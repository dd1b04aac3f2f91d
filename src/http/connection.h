#pragma once

#include <utility>  // before Asio, which forgets it

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>

#include "http/loop.h"

namespace likely::http {

// Serves one connection until it ends; on the loop's thread. `tls` null: plain; not needed any more
// when this returns.
void serve_connection(Socket socket, std::string address, boost::asio::ssl::context* tls,
                      Loop& loop, Surroundings& around);

}  // namespace likely::http
