/**
 * Invitations: one text by which a new peer joins. See docs/joining.md.
 */
@NullMarked
package org.morango.invitation;

import org.jspecify.annotations.NullMarked;
