/**
 * The client side: connects to a peer, requests certificates, pushes and pulls. A {@code ClientRequest} and a {@code
 * ClientResponse} cross the wire as the request and response of a {@link org.morango.transport.Transport}.
 */
@NullMarked
package org.morango.client;

import org.jspecify.annotations.NullMarked;
