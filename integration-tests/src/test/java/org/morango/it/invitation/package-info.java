/** Peers that join by invitations, and attackers that try to. */
@NullMarked
package org.morango.it.invitation;

import org.jspecify.annotations.NullMarked;
