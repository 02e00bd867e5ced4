/** Auto-configurations of the starter. */
@NullMarked
package org.morango.spring.autoconfigure;

import org.jspecify.annotations.NullMarked;
