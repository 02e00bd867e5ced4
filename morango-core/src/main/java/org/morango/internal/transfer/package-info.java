/** Runs the stages of a transfer on this side. Not API. */
@NullMarked
package org.morango.internal.transfer;

import org.jspecify.annotations.NullMarked;
