/** Shows Micrometer what a peer does. */
@NullMarked
package org.morango.micrometer;

import org.jspecify.annotations.NullMarked;
