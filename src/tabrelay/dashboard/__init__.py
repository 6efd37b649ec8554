"""Static pages of the gateway; served from a fixed table by :mod:`tabrelay.gateway.pages`."""
