/** Operations of a replica on each database, compared with the reference model and with crashes. */
@NullMarked
package org.morango.it.database;

import org.jspecify.annotations.NullMarked;
