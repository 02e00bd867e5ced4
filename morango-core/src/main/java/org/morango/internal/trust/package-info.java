/**
 * Decides which certificates are still trusted: those that are signed, not revoked and not expired. See
 * docs/protocol.md, "Certificates".
 */
@NullMarked
package org.morango.internal.trust;

import org.jspecify.annotations.NullMarked;
