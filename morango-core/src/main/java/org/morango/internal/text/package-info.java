/** Texts from elsewhere, made fit for logs and messages. */
@NullMarked
package org.morango.internal.text;

import org.jspecify.annotations.NullMarked;
