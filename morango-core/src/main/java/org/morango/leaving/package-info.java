/** How a database leaves the peers of a certificate. */
@NullMarked
package org.morango.leaving;

import org.jspecify.annotations.NullMarked;
