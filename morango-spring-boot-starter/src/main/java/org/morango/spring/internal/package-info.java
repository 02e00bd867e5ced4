/** The starter's own table. Not part of the API. */
@NullMarked
package org.morango.spring.internal;

import org.jspecify.annotations.NullMarked;
