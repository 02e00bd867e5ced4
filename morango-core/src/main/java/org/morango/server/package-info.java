/** The server side: the protocol's endpoints behind any transport, and a server on the JDK's HTTP server. */
@NullMarked
package org.morango.server;

import org.jspecify.annotations.NullMarked;
