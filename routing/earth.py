"""The size of the Earth, once: every length in the house is measured with it. (Web Mercator tiles have a sphere of their own.)"""
import math

EARTH_RADIUS_M = 6_371_008.8  # mean radius, IUGG
METRES_PER_DEGREE = math.pi / 180 * EARTH_RADIUS_M  # of latitude
METRES_PER_E7 = METRES_PER_DEGREE * 1e-7
