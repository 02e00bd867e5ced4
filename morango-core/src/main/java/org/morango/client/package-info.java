/** The client side: connects to a peer, requests certificates, pushes and pulls. */
@NullMarked
package org.morango.client;

import org.jspecify.annotations.NullMarked;
