/** Reports of what other peers do not have yet. */
@NullMarked
package org.morango.unsent;

import org.jspecify.annotations.NullMarked;
