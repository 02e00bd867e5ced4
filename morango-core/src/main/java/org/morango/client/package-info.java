/** The calling side: connects to a peer, asks for certificates, pushes and pulls. */
@NullMarked
package org.morango.client;

import org.jspecify.annotations.NullMarked;
