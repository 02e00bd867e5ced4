/**
 * Withdraws trust: exchanges revocations with other peers and ends the sessions that they concern, and removes
 * certificates that have expired. See docs/protocol.md,
 * "Certificates".
 */
@NullMarked
package org.morango.internal.revocation;

import org.jspecify.annotations.NullMarked;
