package main

// bucket is the index of a duration in a log-linear histogram of microseconds: 64 steps per power of two.
func bucket(us int64) int {
	if us < 0 {
		us = 0
	}
	if us < 64 {
		return int(us)
	}
	e := 0
	for us>>uint(e) >= 128 {
		e++
	}
	b := (e+1)*64 + int(us>>uint(e)) - 64
	if b >= 24*64 {
		b = 24*64 - 1
	}
	return b
}

// bucketVal is the middle of a bucket, in microseconds.
func bucketVal(b int) float64 {
	if b < 64 {
		return float64(b)
	}
	e := b/64 - 1
	return float64((int64(b%64)+64)<<uint(e)) + float64(int64(1)<<uint(e))/2
}

// pct is a percentile of the end-to-end latencies, in milliseconds.
func (s *state) pct(p float64) float64 {
	var n int64
	for i := range s.lat {
		n += s.lat[i].Load()
	}
	if n == 0 {
		return 0
	}
	want, acc := int64(float64(n-1)*p), int64(0)
	for i := range s.lat {
		acc += s.lat[i].Load()
		if acc > want {
			return bucketVal(i) / 1000
		}
	}
	return bucketVal(len(s.lat)-1) / 1000
}
