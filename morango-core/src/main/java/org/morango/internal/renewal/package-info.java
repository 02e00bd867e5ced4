/** The certificate for the syncs with a peer, which is renewed in time. */
@NullMarked
package org.morango.internal.renewal;

import org.jspecify.annotations.NullMarked;
