/**
 * The server side: the protocol's endpoints behind any transport, and a server on the JDK's HTTP server. An HTTP server
 * hands over a {@code MorangoRequest} and gets a {@code MorangoResponse}. {@code Routes} is the table of the endpoints;
 * {@code RequestBody} reads bodies within the limits that it sets.
 */
@NullMarked
package org.morango.server;

import org.jspecify.annotations.NullMarked;
