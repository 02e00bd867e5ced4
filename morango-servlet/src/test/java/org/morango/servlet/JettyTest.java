package org.morango.servlet;

class JettyTest extends ContainerContract {
    JettyTest() {
        super(JettyContainer::start);
    }
}
