/** The starter's own table. Not part of the API; it knows nothing of the rest of the starter. */
@NullMarked
package org.morango.spring.internal;

import org.jspecify.annotations.NullMarked;
