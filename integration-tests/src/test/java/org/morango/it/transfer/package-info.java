/** Content of transfers: deletions, held-back rows, partitions, and records of other peers. */
@NullMarked
package org.morango.it.transfer;

import org.jspecify.annotations.NullMarked;
