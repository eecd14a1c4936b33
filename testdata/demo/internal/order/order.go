// Package order holds what a customer asks for.
package order

import "math"

// Regions is the number of warehouses; an order's region is below it.
const Regions = 6

// Order is one line of a customer's basket.
type Order struct {
	ID       string  `json:"id"`
	SKU      string  `json:"sku"`
	Quantity int     `json:"quantity"`
	Region   int     `json:"region"`
	Hour     int     `json:"hour"`
	Price    float64 `json:"price"`
}

// Valid reports whether the order can be filled.
func (o Order) Valid() bool {
	return o.ID != "" && o.SKU != "" && o.Quantity > 0 && !math.IsNaN(o.Price) &&
		o.Region >= 0 && o.Region < Regions && o.Hour >= 0 && o.Hour < 24
}

// Demand counts the pieces of each article per region.
func Demand(orders []Order) []map[string]int {
	demand := make([]map[string]int, Regions)
	for _, o := range orders {
		demand[o.Region][o.SKU] += o.Quantity
	}
	return demand
}

// Stock counts the pieces of each article per region; a region without an order has no map.
func Stock(orders []Order) []map[string]int {
	stock := make([]map[string]int, Regions)
	for _, o := range orders {
		if stock[o.Region] == nil {
			stock[o.Region] = make(map[string]int)
		}
		stock[o.Region][o.SKU] += o.Quantity
	}
	return stock
}

// BusiestHour finds the hour in which most distinct articles were ordered.
func BusiestHour(orders []Order) int {
	var hours [24]map[string]bool
	for _, o := range orders {
		hours[o.Hour][o.SKU] = true
	}
	busiest := 0
	for hour := range hours {
		if len(hours[hour]) > len(hours[busiest]) {
			busiest = hour
		}
	}
	return busiest
}

// BusiestRegion finds the region in which most distinct articles were ordered.
func BusiestRegion(orders []Order) int {
	var regions [Regions]map[string]bool
	for region := range regions {
		regions[region] = make(map[string]bool)
	}
	for _, o := range orders {
		regions[o.Region][o.SKU] = true
	}
	busiest := 0
	for region := range regions {
		if len(regions[region]) > len(regions[busiest]) {
			busiest = region
		}
	}
	return busiest
}
