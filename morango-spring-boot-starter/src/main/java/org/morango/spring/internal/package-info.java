/** The starter's own table. No API. */
@NullMarked
package org.morango.spring.internal;

import org.jspecify.annotations.NullMarked;
