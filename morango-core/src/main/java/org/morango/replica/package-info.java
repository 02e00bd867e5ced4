/** The port through which the protocol reaches storage. An implementation holds one database. */
@NullMarked
package org.morango.replica;

import org.jspecify.annotations.NullMarked;
