/** A Spring Boot application as a Morango peer. */
@NullMarked
package org.morango.spring;

import org.jspecify.annotations.NullMarked;
